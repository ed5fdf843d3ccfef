import { channelConformance } from '@coderclaw/channel-kit/conformance';
import { startTemplateSubject } from './testing/template-subject.ts';

channelConformance('template', startTemplateSubject);

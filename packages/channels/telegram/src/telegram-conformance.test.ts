import { channelConformance } from '@coderclaw/channel-kit/conformance';
import { startTelegramSubject } from './testing/subject/telegram-subject.ts';

channelConformance('Telegram, polled, with a forum', () =>
  startTelegramSubject({ group: 'forum', transport: 'polling' }),
);
channelConformance('Telegram, polled, with a group that moves', () =>
  startTelegramSubject({ group: 'basic', transport: 'polling' }),
);
channelConformance('Telegram, by webhook', () =>
  startTelegramSubject({ group: 'basic', transport: 'webhook' }),
);

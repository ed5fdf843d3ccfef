import { prepareHome } from '@coderclaw/agent';
import { assemblePrompt, codingTools } from '@coderclaw/agent/testing';
import { withDirectory } from '../disk.ts';
import type { Measure } from '../figure.ts';

/** What every request to a model carries: system text and tool schemas, UTF-8 bytes ÷ 4, with the template home. */
export const measure: Measure = () =>
  withDirectory(async (home) => {
    await prepareHome(home);
    const reach = { home, workspace: home, ownerRun: true };
    const prompt = await assemblePrompt(reach, 'coding', 1);
    const schemas = codingTools(reach).map(({ name, description, parameters }) => ({
      name,
      description,
      parameters,
    }));
    const tokens = (text: string) => Buffer.byteLength(text) / 4;
    const total = tokens(prompt.text) + tokens(JSON.stringify(schemas));
    return [
      {
        what: 'fixed prompt: system text and tool schemas',
        value: total,
        unit: 'tokens',
        budget: { at: 'most', value: 3_000 },
      },
    ];
  });

import type { Message } from '@earendil-works/pi-ai';

export type DemoReply = {
  readonly text: string;
  readonly call?: {
    readonly name: string;
    readonly arguments: { readonly [name: string]: string };
  };
};

const INTRODUCTION = `I am CoderClaw's built-in demo, not a language model: no model key is set yet, so I follow a script and run offline. What you just saw is real, though: your message was stored, I called a tool in your workspace, and its result came back to me.

To talk to a real model, set a key, for example:

    npx coderclaw config set models.anthropic.apiKey YOUR-KEY

OPENAI, GEMINI and OPENROUTER keys work too, and the chat page takes one as well. No restart is needed.`;

const HINTS =
  'Until a key is set you can try: "list files", "read README.md", "write a file hello.txt".';
const SHOWN_LINES = 12;
const NAME = String.raw`["'\x60]?([\w.][\w./-]*)["'\x60]?`;
const WRITE = new RegExp(
  String.raw`\b(?:write|create|make)\b(?:\s+(?:a|the|me|file|new|called|named))*\s+${NAME}`,
  'iu',
);
const READ = new RegExp(
  String.raw`\b(?:read|show|open|cat)\b(?:\s+(?:me|the|file))*\s+${NAME}`,
  'iu',
);
const LIST = /\b(?:ls|list|files|directory|workspace)\b/iu;

/** What it says where it may not look: to guests, who have no tools for the workspace. */
const NO_TOOLS =
  'The tools for that are not mine here: guests talk with me, and only the owner has me work on files.';

/** The demo's next answer: the same conversation always gets the same one. It calls only the tools that it has. */
export function demoReply(messages: readonly Message[], tools: ReadonlySet<string>): DemoReply {
  const reply = wishedReply(messages);
  return reply.call && !tools.has(reply.call.name) ? { text: NO_TOOLS } : reply;
}

function wishedReply(messages: readonly Message[]): DemoReply {
  const said = messages.filter(
    (message) => message.role === 'user' && !textOf(message).startsWith('[Notice from the gateway'),
  );
  const isFirst = said.length <= 1;
  const last = messages.at(-1);
  if (last?.role === 'toolResult') {
    const result = resultReply(last.toolName, textOf(last), last.isError);
    return { text: isFirst ? `${result}\n\n${INTRODUCTION}\n\n${HINTS}` : result };
  }
  const text = said.length > 0 ? textOf(said.at(-1)!) : '';
  return (
    requestReply(text) ??
    (isFirst ? lookAround('Hello! Let me look at what is in your workspace first.') : hint(text))
  );
}

function requestReply(text: string): DemoReply | null {
  const file = WRITE.exec(text)?.[1];
  if (file) {
    const content = `Written by CoderClaw's built-in demo.\n\nYou said: ${text}\n`;
    return {
      text: `I will write ${file}.`,
      call: { name: 'write', arguments: { path: file, content } },
    };
  }
  const read = READ.exec(text)?.[1];
  if (read && !LIST.test(read))
    return { text: `I will read ${read}.`, call: { name: 'read', arguments: { path: read } } };
  return LIST.test(text) ? lookAround('I will look.') : null;
}

function lookAround(text: string): DemoReply {
  return { text, call: { name: 'ls', arguments: {} } };
}

function hint(text: string): DemoReply {
  const quoted = text.length > 80 ? `${text.slice(0, 80).toWellFormed()}…` : text;
  return {
    text: `You said: "${quoted.replace(/\s+/gu, ' ')}". A real model would answer that; I am only the built-in demo. ${HINTS}`,
  };
}

function resultReply(tool: string, result: string, isError: boolean): string {
  if (isError) return `The tool \`${tool}\` could not do it: ${result}`;
  if (tool === 'write' || tool === 'edit') return `Done. ${result}`;
  const lines = result.split('\n');
  const shown = lines.slice(0, SHOWN_LINES).join('\n');
  const more = lines.length > SHOWN_LINES ? `\n… and ${lines.length - SHOWN_LINES} more lines` : '';
  const lead = tool === 'ls' ? 'Your workspace holds:' : 'It says:';
  return result === '[empty]' ? 'It is empty.' : `${lead}\n\n\`\`\`\n${shown}${more}\n\`\`\``;
}

function textOf(message: Message): string {
  if (typeof message.content === 'string') return message.content;
  return message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}

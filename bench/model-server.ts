// A model endpoint in a process of its own. Prints its address and serves until it is killed.
import { startScriptedModelServer } from '@coderclaw/agent/testing';

const server = await startScriptedModelServer(() => ({ text: 'pong' }), { remembers: false });
process.stdout.write(server.openaiUrl);

// Fakes of models and of the journal, and what a benchmark measures of the prompt. Not for production: this door loads Pi at once.
export { assemblePrompt } from '../prompt/prompt.ts';
export * from './agent-request.ts';
export * from './coding-tools.ts';
export * from './recording-journal.ts';
export * from './scripted-model.ts';
export { type ScriptedModelServer, startScriptedModelServer } from './scripted-model-server.ts';
export type {
  Script,
  ScriptedCall,
  ScriptedFault,
  ScriptedMessage,
  ScriptedReply,
  ScriptedRequest,
} from './scripted-reply.ts';

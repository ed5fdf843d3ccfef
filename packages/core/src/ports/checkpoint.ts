/**
 * Every instant at which a killed process must lose nothing and repeat nothing.
 *
 * `before` and `after` stand on either side of a commit or of an effect. The crash test kills a real
 * process at each of them, and fails when one is listed here and never reached.
 */
export const BOUNDARIES = [
  // T1: accept, route, enqueue, run row.
  'accept.commit:before',
  'accept.commit:after',
  // A piece of an album is kept; T1 of an album, which also says that its pieces are joined.
  'piece.commit:before',
  'piece.commit:after',
  'album.commit:before',
  'album.commit:after',
  // The platform is told (offset moved, request answered).
  'accept.acknowledge:before',
  'accept.acknowledge:after',
  // A model call: always repeatable, so it has no commit of its own.
  'model.call:before',
  'model.call:after',
  // T2: a tool that is not safe to repeat is about to start.
  'tool-start.commit:before',
  'tool-start.commit:after',
  // The tool itself.
  'tool.call:before',
  'tool.call:after',
  // T3: a model answer with tool calls; a tool's result; waiting messages taken into the run; the run's end.
  'answer.commit:before',
  'answer.commit:after',
  'tool-result.commit:before',
  'tool-result.commit:after',
  'inputs.commit:before',
  'inputs.commit:after',
  'settle.commit:before',
  'settle.commit:after',
  // A command's answer: its disposition, its line and its delivery.
  'command.commit:before',
  'command.commit:after',
  // A file that came with a message: its bytes, and what became of them.
  'attachment.fetch:before',
  'attachment.fetch:after',
  'attachment.commit:before',
  'attachment.commit:after',
  // T4 of an answer that is being written, before it is first shown; showing more of it.
  'preview.commit:before',
  'preview.commit:after',
  'preview.edit:before',
  'preview.edit:after',
  // T4: a delivery part is about to be sent; its outcome.
  'part-sending.commit:before',
  'part-sending.commit:after',
  'part.send:before',
  'part.send:after',
  'part-outcome.commit:before',
  'part-outcome.commit:after',
] as const;

export type Boundary = (typeof BOUNDARIES)[number];

/** Told of every boundary as it is crossed. Does nothing in production. */
export interface Checkpoint {
  reach(boundary: Boundary): void;
}

export const NO_CHECKPOINT: Checkpoint = { reach: () => {} };

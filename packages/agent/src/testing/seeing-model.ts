import type { Message, TranscriptContext } from '@earendil-works/pi-ai';
import type { FoundModel, ModelProblem, ModelSource } from '../model/model-source.ts';
import { ScriptedModel } from './scripted-model.ts';
import type { Script, ScriptedRequest } from './scripted-reply.ts';

/** Models that differ in whether they take images, and remember what they were shown. */
export class SeeingModel implements ModelSource {
  /** The conversation of each request, as the model had it. */
  readonly shown: (readonly Message[])[] = [];
  readonly #scripted: ScriptedModel;
  readonly #sees: (ref: string) => boolean;

  constructor(script: Script, sees: (ref: string) => boolean = () => true) {
    this.#scripted = new ScriptedModel(script);
    this.#sees = sees;
  }

  get requests(): readonly ScriptedRequest[] {
    return this.#scripted.requests;
  }

  async resolve(ref: string): Promise<FoundModel | ModelProblem> {
    const found = await this.#scripted.resolve('scripted/model');
    if (found.kind === 'problem') return found;
    const stream: FoundModel['stream'] = (context, options) => {
      this.shown.push(withoutSystem(context));
      return found.stream(context, options);
    };
    const input = this.#sees(ref) ? ['text' as const, 'image' as const] : ['text' as const];
    return { ...found, ref, model: { ...found.model, input }, stream };
  }
}

function withoutSystem({ messages }: TranscriptContext): readonly Message[] {
  return structuredClone(
    messages.filter((message): message is Message => message.role !== 'system'),
  );
}

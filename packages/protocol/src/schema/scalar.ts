import Type, { type TProperties, type TSchema } from 'typebox';

/** Build-time only: the scalars of the wire. Nothing at run time imports this folder. */

export const Text = Type.String({ minLength: 1 });
export const Count = Type.Integer({ minimum: 0 });
/** Milliseconds since the Unix epoch. */
export const Instant = Type.Integer({ minimum: 0 });
/** A session key as a client may send it: `main`, a bare name, or the full grammar. */
export const SessionKey = Type.String({ minLength: 1, maxLength: 512 });
/**
 * A client's name for a run and its request. Longer ones could not be asked for again
 * (`chat.history` publishes 256 for `inputRunIds`), so they are refused where they are made.
 */
export const RunKey = Type.String({ minLength: 1, maxLength: 256 });
export const Label = Type.String({ minLength: 1, maxLength: 512 });
export const AnyRecord = Type.Record(Type.String(), Type.Unknown());

/** A closed object: a property that is not listed makes the whole value invalid. */
export const closed = <const Properties extends TProperties>(
  properties: Properties,
  options: object = {},
) => Type.Object(properties, { additionalProperties: false, ...options });

export const optional = Type.Optional;
export const nullable = <const Schema extends TSchema>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);

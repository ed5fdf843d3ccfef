import { Secret } from './secret.ts';

/** Every secret within settings, however deep, in their order: what must never be printed. */
export function listSecrets(value: unknown): readonly Secret[] {
  if (value instanceof Secret) return [value];
  if (typeof value !== 'object' || value === null) return [];
  const within = value instanceof Map ? [...value.values()] : Object.values(value);
  return within.flatMap(listSecrets);
}

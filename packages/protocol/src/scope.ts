/** What a connection may do. Scopes come from the gateway's own state, never from a client's word. */
export const SCOPES = [
  'operator.read',
  'operator.write',
  'operator.admin',
  'operator.pairing',
  'operator.approvals',
  'operator.questions',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Whether the granted scopes include the needed one: admin includes all, write includes read. */
export function coversScope(granted: readonly string[], needed: Scope): boolean {
  if (granted.includes(needed) || granted.includes('operator.admin')) return true;
  return needed === 'operator.read' && granted.includes('operator.write');
}

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

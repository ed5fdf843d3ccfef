/** Checks of what a gateway sends, for tests and strict clients; apart from the door, which stays lean. */
export { eventChecks, resultChecks } from './generated/outgoing.js';

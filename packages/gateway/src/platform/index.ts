// Core's ports on this machine, for those who build a kernel without the server.
export * from './audit-signer.ts';
export * from './idle-memory.ts';
export * from './system-clock.ts';
export * from './uuid-ids.ts';

// What a client needs on Node besides the client itself.
export { openDeviceFile } from './device-file.ts';

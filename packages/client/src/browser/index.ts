// What a client needs in a browser besides the client itself.
export { type DeviceVault, openDeviceVault, openIndexedVault, type Vault } from './device-vault.ts';

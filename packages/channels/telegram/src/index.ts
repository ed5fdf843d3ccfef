// Telegram, through grammY's client of the Bot API: its own loop of polls, since an update is
// acknowledged only once it is durable.
export { checkToken, TELEGRAM } from './telegram.ts';

// Telegram, through grammY.
export {};

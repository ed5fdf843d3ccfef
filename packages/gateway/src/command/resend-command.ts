import { countOf } from './answer-text.ts';
import type { CommandHandler } from './command-ports.ts';

export const resend: CommandHandler = async ({ place, principalId }, { kernel }) => {
  const { conversationId } = place;
  const count = await kernel().resendIn({ conversationId, principalId });
  if (count === 0) return { text: 'There is nothing here to send again.' };
  return {
    text: `Sending ${countOf(count, 'message')} again. What had arrived after all is then here twice.`,
  };
};

import type { Message } from 'grammy/types';
import type { MessageFields } from '../server/platform.ts';
import type { Content } from './content.ts';

export function location(latitude = 52.52, longitude = 13.405): Content {
  return () => ({ location: { latitude, longitude } });
}

export function venue(title = 'Café', address = 'Street 1'): Content {
  return (shelf) => {
    const place = location()(shelf).location!;
    return { location: place, venue: { location: place, title, address } };
  };
}

export function contact(firstName = 'Zoe', phoneNumber = '+15550100'): Content {
  return () => ({ contact: { first_name: firstName, phone_number: phoneNumber } });
}

export function poll(question: string, options: readonly string[]): Content {
  return () =>
    ({
      poll: {
        id: '5000000000000000001',
        question,
        options: options.map((text, index) => ({
          persistent_id: String(index),
          text,
          voter_count: 0,
        })),
        total_voter_count: 0,
        is_closed: false,
        is_anonymous: true,
        type: 'regular',
        allows_multiple_answers: false,
        allows_revoting: true,
        members_only: false,
      },
    }) as unknown as MessageFields;
}

export function dice(value = 4, emoji = '🎲'): Content {
  return () => ({ dice: { emoji, value } });
}

/** Any fields at all, for the kinds of message that nothing here makes: stories, giveaways, checklists … */
export function anything(fields: Partial<Message> | Readonly<Record<string, unknown>>): Content {
  return () => fields as MessageFields;
}

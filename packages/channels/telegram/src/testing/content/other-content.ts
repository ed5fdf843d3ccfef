import type { Message } from 'grammy/types';
import type { Room } from '../people/room.ts';
import type { MessageFields } from '../server/platform.ts';
import { type Captioned, type Content, captionFields } from './content.ts';
import { photo } from './file-content.ts';

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

export function game(title = 'Chess'): Content {
  return (shelf) => {
    const { photo: photos } = photo()(shelf);
    return { game: { title, description: 'A game', photo: photos } } as MessageFields;
  };
}

/** A story of that chat, forwarded; the Bot API does not say what it shows. */
export function story(of: Room, id = 1): Content {
  return () => ({ story: { chat: of.wire, id } }) as MessageFields;
}

/** A picture to be paid for, or, when it is not, what can be seen of it. */
export function paidMedia(stars: number, captioned: Captioned & { readonly paid?: boolean } = {}) {
  const content: Content = (shelf) => {
    const shown = captioned.paid
      ? { type: 'photo', photo: photo()(shelf).photo }
      : { type: 'preview', width: 1_280, height: 960 };
    const fields = { paid_media: { star_count: stars, paid_media: [shown] } };
    return { ...fields, ...captionFields(captioned) } as MessageFields;
  };
  return content;
}

/** Any fields at all, for the kinds of message that nothing here makes: giveaways, checklists … */
export function anything(fields: Partial<Message> | Readonly<Record<string, unknown>>): Content {
  return () => fields as MessageFields;
}

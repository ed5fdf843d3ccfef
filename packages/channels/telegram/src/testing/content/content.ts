import type { FileShelf } from '../file/file-shelf.ts';
import type { Entity } from '../format/entity.ts';
import { parseHtml } from '../format/html-text.ts';
import { keptText } from '../format/read-text.ts';
import type { MessageFields } from '../server/platform.ts';

/** What somebody sends that is not plain text. Files are put on the shelf when it is sent. */
export type Content = (shelf: FileShelf) => MessageFields;

export type Captioned = {
  readonly caption?: string;
  /** The caption as HTML, instead. */
  readonly captionHtml?: string;
  readonly captionEntities?: readonly Entity[];
};

/** A text or a caption as fields of a message. */
export function captionFields(captioned: Captioned): MessageFields {
  const { caption = '', captionHtml, captionEntities = [] } = captioned;
  const { text, entities } = keptText(
    captionHtml === undefined
      ? { text: caption, entities: captionEntities }
      : parseHtml(captionHtml),
  );
  return {
    ...(text !== '' && { caption: text }),
    ...(entities.length > 0 && { caption_entities: [...entities] }),
  } as MessageFields;
}

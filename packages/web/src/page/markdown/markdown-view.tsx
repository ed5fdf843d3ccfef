import { memo } from 'preact/compat';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { copyText } from '../view/copy-button.tsx';
import { MAX_MARKDOWN_LENGTH, type MarkdownBlock, renderBlocks } from './markdown-block.ts';
import { sanitise } from './sanitise.ts';

/** A Markdown text. While it grows, only the blocks that changed are parsed and drawn again. */
export function Markdown({ text }: { readonly text: string }) {
  const known = useRef<ReadonlyMap<string, MarkdownBlock>>(new Map());
  if (text.length > MAX_MARKDOWN_LENGTH) return <pre class="plain">{text}</pre>;
  const blocks = renderBlocks(text, known.current);
  known.current = new Map(blocks.map((block) => [block.source, block]));
  return (
    <div class="markdown">
      {blocks.map((block, index) => (
        <Block key={index} html={block.html} />
      ))}
    </div>
  );
}

const Block = memo(function Block({ html }: { readonly html: string }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const fragment = sanitise(html);
    for (const code of fragment.querySelectorAll('pre')) addCodeHeader(code);
    for (const table of fragment.querySelectorAll('table')) makeScrollable(table);
    place.current?.replaceChildren(fragment);
  }, [html]);
  return <div ref={place} />;
});

function addCodeHeader(code: HTMLPreElement): void {
  const figure = document.createElement('figure');
  figure.className = 'code';
  const caption = document.createElement('figcaption');
  caption.textContent = code.dataset.language || 'text';
  const copy = document.createElement('button');
  copy.type = 'button';
  copy.className = 'copy';
  copy.textContent = 'Copy';
  copy.addEventListener('click', () => void copyText(code.textContent.trimEnd(), copy));
  caption.append(copy);
  // Long lines scroll sideways: the keyboard must reach them too.
  code.tabIndex = 0;
  code.replaceWith(figure);
  figure.append(caption, code);
}

function makeScrollable(table: HTMLTableElement): void {
  const frame = document.createElement('div');
  frame.className = 'table';
  frame.tabIndex = 0;
  table.replaceWith(frame);
  frame.append(table);
}

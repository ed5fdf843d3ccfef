const SECTION = /(<!-- generated: ([a-z-]+) -->\n)[\s\S]*?(<!-- \/generated -->)/gu;

/** A table as Markdown has it. Cells are text: what Markdown would take for a column or a tag is escaped. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [header, header.map(() => '---'), ...rows.map((row) => row.map(escapeCell))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

/** Replaces what stands between a document's markers. Throws where a marker names no section. */
export function fillSections(
  document: string,
  sections: Readonly<Record<string, () => string>>,
): string {
  return document.replaceAll(SECTION, (_all, open: string, name: string, close: string) => {
    const render = sections[name];
    if (!render) throw new Error(`nothing generates the section "${name}"`);
    return `${open}\n${render()}\n\n${close}`;
  });
}

/** The rows of every table under the heading, without header and rule; cells as they stand. */
export function readTable(document: string, heading: string): readonly (readonly string[])[] {
  const [, after] = `\n${document}`.split(`\n${heading}\n`);
  if (after === undefined) throw new Error(`there is no heading "${heading}"`);
  const section = after.split(/\n#+ /u, 1)[0]!;
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split(/(?<!\\)\|/u)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The text between a cell's first pair of backticks. */
export function codeIn(cell: string | undefined): string {
  return /`([^`]+)`/u.exec(cell ?? '')?.[1] ?? '';
}

function escapeCell(text: string): string {
  const parts = text.replaceAll('|', '\\|').split(/(`[^`]*`)/u);
  return parts.map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '\\<'))).join('');
}

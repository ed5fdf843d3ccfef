const MAX_STEM = 64;
const MAX_EXTENSION = 20;

/** A file's name as it is kept: TDLib's `clean_filename` takes out what no file system likes. */
export function cleanFileName(name: string): string {
  const base = name.split(/[/\\]/u).at(-1) ?? '';
  const dot = base.lastIndexOf('.');
  const stem = cleanPart(dot < 0 ? base : base.slice(0, dot), MAX_STEM);
  const extension = dot < 0 ? '' : cleanPart(base.slice(dot + 1), MAX_EXTENSION);
  return extension === '' ? stem : `${stem}.${extension}`;
}

function cleanPart(part: string, length: number): string {
  const clean = part.replace(/[\p{Cc}<>:"|?*]+/gu, ' ').trim();
  return Array.from(clean).slice(0, length).join('').trim();
}

const MIME_TYPES: Readonly<Record<string, string>> = {
  avi: 'video/x-msvideo',
  csv: 'text/csv',
  gif: 'image/gif',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  m4a: 'audio/mp4',
  md: 'text/markdown',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  pdf: 'application/pdf',
  png: 'image/png',
  py: 'text/x-python',
  svg: 'image/svg+xml',
  tar: 'application/x-tar',
  txt: 'text/plain',
  wav: 'audio/x-wav',
  webm: 'video/webm',
  webp: 'image/webp',
  xml: 'application/xml',
  zip: 'application/zip',
};

/** TDLib tells a file's type by its name, and never by what the upload says of itself. */
export function mimeTypeOf(name: string): string {
  const extension = /\.(\w+)$/u.exec(name)?.[1]?.toLowerCase() ?? '';
  return MIME_TYPES[extension] ?? 'application/octet-stream';
}

import { ApiError } from '../error/api-error.ts';

/** A file that came in a multipart body. */
export type UploadedFile = {
  readonly name: string;
  readonly mimeType: string | undefined;
  readonly bytes: Buffer;
};

/**
 * The parameters of one call. However they came (query string, urlencoded, multipart, JSON), the Bot
 * API sees strings and parses nested objects from JSON; so does this.
 */
export class CallArguments {
  readonly values: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, UploadedFile>;

  constructor(
    values: Readonly<Record<string, unknown>>,
    files: ReadonlyMap<string, UploadedFile> = new Map(),
  ) {
    this.values = values;
    this.files = files;
  }

  has(name: string): boolean {
    const value = this.values[name];
    return value !== undefined && value !== null;
  }

  /** The parameter as a string; empty when it is missing. */
  text(name: string): string {
    const value = this.values[name];
    if (value === undefined || value === null) return '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  /** What is no number counts as 0, as in TDLib's `to_integer`. */
  integer(name: string, otherwise = 0): number {
    if (!this.has(name)) return otherwise;
    const parsed = Number.parseInt(this.text(name), 10);
    return Number.isNaN(parsed) ? 0 : parsed;
  }

  /** `true`, `yes` and `1` are true, in any case; everything else is false. */
  flag(name: string): boolean {
    return ['true', 'yes', '1'].includes(this.text(name).toLowerCase());
  }

  /** A nested object or array. Throws the refusal that `onBadJson` names when it is no JSON. */
  object<T>(name: string, onBadJson?: ApiError): T | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') return value as T;
    try {
      return JSON.parse(value) as T;
    } catch {
      throw onBadJson ?? new ApiError(400, `Bad Request: can't parse ${name} JSON object`);
    }
  }

  /** An uploaded file: in the field of that name, or in the one that `attach://` points at. */
  upload(reference: string, field?: string): UploadedFile | undefined {
    const ATTACH = 'attach://';
    if (reference.startsWith(ATTACH)) return this.files.get(reference.slice(ATTACH.length));
    return field === undefined ? undefined : this.files.get(field);
  }
}

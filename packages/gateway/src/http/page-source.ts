/** One file of the chat page, ready to be sent. */
export type PageAsset = {
  readonly path: string;
  /** Value of `Content-Type`. */
  readonly type: string;
  readonly body: Uint8Array;
  /** Value of `ETag`, quotes included; changes with the content. */
  readonly etag: string;
};

/** The chat page, as whoever starts the gateway hands it over: a gateway knows no face. */
export type PageSource = {
  /** The paths it is served under, known without reading a file. */
  readonly paths: readonly string[];
  /** Value of `Content-Security-Policy`. */
  readonly policy: string;
  /** Reads the files; called at the first request for one. */
  load(): Promise<readonly PageAsset[]>;
};

/** Reads a page once. A reading that failed is tried again at the next request. */
export function rememberPage(source: PageSource): PageSource {
  let loading: Promise<readonly PageAsset[]> | null = null;
  return {
    ...source,
    load() {
      loading ??= source.load().catch((error: unknown) => {
        loading = null;
        throw error;
      });
      return loading;
    },
  };
}

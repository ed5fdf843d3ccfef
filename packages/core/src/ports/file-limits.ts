/** How much files may take, in bytes. Asked before each file, so that it may change. */
export interface FileLimits {
  /** Of all that is stored, whoever sent it and wherever it goes. */
  readonly totalBytes: number;
  /** Of what one sender's messages bring in 24 hours. The owner's may bring more. */
  readonly dailyBytes: number;
}

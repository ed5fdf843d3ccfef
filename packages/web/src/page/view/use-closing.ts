import { useEffect, useMemo } from 'preact/hooks';

/** What is opened for these inputs, and closed when they change or the part of the page goes. */
export function useClosing<T extends { close(): void }>(
  open: () => T,
  inputs: readonly unknown[],
): T {
  const opened = useMemo(open, inputs);
  useEffect(() => () => opened.close(), [opened]);
  return opened;
}

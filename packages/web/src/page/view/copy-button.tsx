/** Copies `text`, and says so on its own face. */
export function CopyButton({ text }: { readonly text: string }) {
  return (
    <button
      type="button"
      class="copy"
      onClick={(event) => void copyText(text, event.currentTarget)}
    >
      Copy
    </button>
  );
}

/** Copies `text` and tells so in the button's own words. */
export async function copyText(text: string, button: Element): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    // Ignored: the browser forbids it, as it may outside https and localhost; the person is told and can select.
    button.textContent = 'Not allowed';
  }
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 1500);
}

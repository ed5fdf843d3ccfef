import { useState } from 'preact/hooks';
import { readText } from '../view/form.ts';
import { Icon } from '../view/icon.tsx';
import { parseSignInCode } from './sign-in-code.ts';

export type SignInProps = {
  /** Why the gateway did not let this browser in; empty on a first visit. */
  readonly reason: string;
  onCode(code: string): void;
};

/** What a browser sees that the gateway does not know. */
export function SignIn({ reason, onCode }: SignInProps) {
  const [problem, setProblem] = useState('');
  const submit = (form: HTMLFormElement) => {
    const code = parseSignInCode(readText(new FormData(form), 'link'));
    if (code) onCode(code);
    else setProblem('That is no sign-in link. It ends in “#code=” and a code.');
  };
  return (
    <main class="sign-in">
      <h1>CoderClaw</h1>
      <p>
        This browser is not signed in. On the machine where the gateway runs, ask for a sign-in
        link:
      </p>
      <pre>
        <code>npx coderclaw dashboard</code>
      </pre>
      <p>Open that link here, or paste it. It works once, for ten minutes.</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit(event.currentTarget);
        }}
      >
        <label>
          Sign-in link or code
          <input
            name="link"
            autocomplete="off"
            spellcheck={false}
            required
            ref={(input) => input?.focus()}
          />
        </label>
        <button type="submit" class="primary">
          Sign in
        </button>
      </form>
      {(problem || reason) && (
        <p class="problem" role="alert">
          <Icon name="alert" />
          {problem || reason}
        </p>
      )}
    </main>
  );
}

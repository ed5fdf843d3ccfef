import { render } from 'preact';
import { App } from './app.tsx';
import { connectToGateway } from './gateway/client-link.ts';
import { takeSignInCode } from './sign-in/sign-in-code.ts';

// First of all: nothing else may see the code.
const code = takeSignInCode(location, history);
render(
  <App code={code} store={localStorage} connect={connectToGateway} />,
  document.getElementById('app') as HTMLElement,
);

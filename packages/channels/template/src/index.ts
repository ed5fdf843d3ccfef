// A channel to copy: texts in and out of a small platform that is asked for events over HTTP.
export { checkLogin, TEMPLATE } from './template-channel.ts';

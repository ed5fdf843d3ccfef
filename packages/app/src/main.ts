import { main, openProcessIo } from '@coderclaw/cli';
import manifest from '../package.json' with { type: 'json' };

const { version } = manifest;
const importGateway = () => import('@coderclaw/gateway');

process.exitCode = await main(process.argv.slice(2), {
  ...openProcessIo(),
  version,
  server: {
    start: async (options) => {
      const [{ startGateway }, { chatPage }] = await Promise.all([
        importGateway(),
        import('@coderclaw/web'),
      ]);
      return startGateway({ ...options, page: chatPage });
    },
    addChannel: async (account) => (await importGateway()).addChannel(account),
    verifyAudit: async (options) => (await importGateway()).verifyAudit(options),
  },
});

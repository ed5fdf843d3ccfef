import { type Command, Option } from 'commander';
import { type Attach, addGroup, parseLimit, withGateway } from './program-part.ts';

const PAIRING_STATES = ['pending', 'approved', 'denied', 'expired', 'revoked', 'all'];

/** The commands about chat apps: their accounts, who may write there, and who answers. */
export function addPeople(program: Command, attach: Attach): void {
  addChannels(program, attach);
  addPairing(program, attach);
  addWirings(program, attach);
}

function addChannels(program: Command, attach: Attach): void {
  const channels = addGroup(program, 'channels', 'accounts on chat apps');
  const load = () => import('./command/channels.ts');

  const status = channels
    .command('status')
    .description('show the accounts on chat apps, and the groups that turned to them');
  attach(withGateway(status), async () => (await load()).showChannels);

  const add = channels
    .command('add')
    .description('connect an account, or give it a new token; the token is tested first')
    .argument('<channel>', 'such as telegram')
    .option('--account <name>', 'a name of its own, for a second account of the same channel')
    .option(
      '--token <token>',
      "the bot's token; - reads it from standard input. Without this it is asked for and not shown, which keeps it out of the shell history",
    );
  attach(withGateway(add, '--gateway-token'), async () => (await load()).addChannel);

  const remove = channels
    .command('remove')
    .description('disconnect an account, and forget its token and rules')
    .argument('<channel>', 'such as telegram')
    .option('--account <name>', 'the account, where it has a name of its own');
  attach(withGateway(remove), async () => (await load()).removeChannel);
}

function addPairing(program: Command, attach: Attach): void {
  const pairing = addGroup(program, 'pairing', 'strangers who ask to be let in');
  const load = () => import('./command/pairing.ts');

  const list = pairing
    .command('list')
    .description('list requests, newest first')
    .addOption(
      new Option('--state <state>', 'those in this state')
        .choices(PAIRING_STATES)
        .default('pending'),
    )
    .option('--limit <number>', 'at most this many', parseLimit, 50);
  attach(withGateway(list), async () => (await load()).listPairings);

  const approve = pairing
    .command('approve')
    .description('let in whoever was told this code, and have what they wrote answered')
    .argument('<code>', 'the code that the bot told them')
    .option('--owner', 'make them an owner of this gateway: yourself, on your own account');
  attach(withGateway(approve), async () => (await load()).approvePairing);

  const deny = pairing
    .command('deny')
    .description('turn a request away; who made it is not asked about again for a day')
    .argument('[id]', 'the request, as `pairing list` shows it')
    .option('--all', 'all requests that wait, which makes room for others');
  attach(withGateway(deny), async () => (await load()).denyPairing);

  const revoke = pairing
    .command('revoke')
    .description('take an approval back')
    .argument('<id>', 'the request, as `pairing list --state approved` shows it');
  attach(withGateway(revoke), async () => (await load()).revokePairing);
}

function addWirings(program: Command, attach: Attach): void {
  const wirings = addGroup(program, 'wirings', 'which agent answers where');
  const load = () => import('./command/wirings.ts');

  const list = wirings
    .command('list')
    .description('list wirings: those that were made, and those of the configuration')
    .option('--channel <channel>', 'only those of this channel')
    .option('--limit <number>', 'at most this many', parseLimit, 50);
  attach(withGateway(list), async () => (await load()).listWirings);

  const set = wirings
    .command('set')
    .description('have an agent answer in a conversation, or change how it does')
    .argument('<channel>', 'such as telegram')
    .argument('<address>', 'the id of the group, as `channels status` shows it')
    .option('--account <name>', 'the account, where it has a name of its own')
    .option('--agent <id>', 'the agent', 'main')
    .addOption(
      new Option('--engage <mode>', 'when it answers').choices([
        'always',
        'mention',
        'mention-sticky',
        'pattern',
      ]),
    )
    .option(
      '--pattern <words>',
      'with --engage pattern: words that it answers to; * stands for any characters',
    )
    .addOption(new Option('--senders <who>', 'whom it answers').choices(['all', 'known']))
    .addOption(
      new Option('--ignored <what>', 'what becomes of messages that it does not answer').choices([
        'drop',
        'accumulate',
      ]),
    )
    .addOption(
      new Option('--session <mode>', 'what has a memory of its own').choices([
        'conversation',
        'thread',
        'shared',
      ]),
    );
  attach(withGateway(set), async () => (await load()).setWiring);

  const remove = wirings
    .command('remove')
    .description('take a wiring back; what the configuration says holds again')
    .argument('<id>', 'the wiring, as `wirings list` shows it');
  attach(withGateway(remove), async () => (await load()).removeWiring);
}

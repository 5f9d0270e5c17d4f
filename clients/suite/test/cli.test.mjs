/**
 * The `labscape` command on tokens, vesting, burning and votes: what it prints for people and for
 * scripts, offline signing, and the exit code and advice of each refusal.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { freshAddress, pair } from '../lib/accounts.mjs';
import { startDevNode } from '../lib/node.mjs';
import { nodePath } from '../lib/paths.mjs';

const labscape = join(dirname(nodePath()), 'labscape');
const [alice, bob, charlie, dave] = ['//Alice', '//Bob', '//Charlie', '//Dave'];
const address = (uri) => pair(uri).address;

let node;
let folder;

/** Run the command; never throws for a non-zero exit. */
const run = (args, key) =>
  new Promise((resolve) => {
    const env = { PATH: process.env.PATH, LABSCAPE_URL: node.ws, ...(key && { LABSCAPE_KEY: key }) };
    execFile(labscape, args, { env, cwd: folder, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout, stderr });
    });
  });
/** Run it, require success, and read its answer for scripts. */
const ok = async (args, key) => {
  const done = await run([...args, '--json'], key);
  assert.equal(done.code, 0, `labscape ${args.join(' ')}: ${done.stderr}`);
  return done.stdout.trim() ? JSON.parse(done.stdout) : undefined;
};
/** Run it, require this exit code and that the message says so. */
const refused = async (code, message, args, key) => {
  const done = await run(args, key);
  assert.equal(done.code, code, `labscape ${args.join(' ')}: ${done.code} ${done.stderr}`);
  assert.match(done.stderr, message);
};
const event = (receipt, name) => receipt.events.find((e) => e.event === name)?.fields;

before(async () => {
  node = await startDevNode();
  folder = mkdtempSync(join(tmpdir(), 'labscape-cli-'));
});
after(async () => {
  await node?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test('labscape token: create, show, list', async () => {
  const create = ['token', 'create', 'GOLD', '--name', 'Gold', '--decimals', '6', '--template', 'governance',
    '--cap', '2000', '--mintable', '--pausable', '--freezable', '--allocate', `${alice}=1000`, '--allocate', `${bob}=20.5`,
    '--vest', `${charlie}=100@linear:+0:+0:+1d`, '--revocable'];
  const quote = await ok([...create, '--quote'], alice);
  assert.ok(BigInt(quote.fee) > 0n && BigInt(quote.deposit) > 0n);
  const [made] = await Promise.all([
    ok(create, alice),
    refused(6, /SymbolReserved.*looks like/s, ['token', 'create', 'U8C', '--name', 'x', '--mintable'], bob),
    refused(2, /needs a --cap/, ['token', 'create', 'CAP', '--name', 'x', '--template', 'capped'], charlie),
    refused(2, /no curve/, ['token', 'create', 'CURVE', '--name', 'x', '--vest', `${bob}=1@cubic`], charlie),
    refused(5, /no key file/, ['token', 'create', 'KEY', '--name', 'x'], 'nobody.json'),
  ]);
  assert.ok(event(made, 'Factory.TokenCreated').burned !== undefined);
  const shown = await ok(['token', 'show', 'gold', '--of', bob]);
  assert.deepEqual([shown.symbol, shown.supply, shown.cap, shown.balance], ['GOLD', '1120500000', '2000000000', '20500000']);
  assert.equal((await ok(['token', 'list'])).length, 1);
  assert.match((await run(['token', 'list'])).stdout, /GOLD.*1\s?120\.5 GOLD.*mintable/);
  assert.equal((await ok(['token', 'roles', 'GOLD'])).length, 4);
  await refused(2, /only looks like GOLD/, ['token', 'show', 'G0LD']);
  await refused(7, /no token SILVER/, ['token', 'show', 'SILVER']);
});

test('labscape token: move, approve, vote', async () => {
  writeFileSync(join(folder, 'all.txt'), `# two\n${address(charlie)} 1\n${address(dave)} 2.5 # half\n`);
  writeFileSync(join(folder, 'bad.txt'), `${address(charlie)} 1\nnobody 1\n`);
  await Promise.all([
    ok(['token', 'distribute', 'GOLD', 'all.txt'], alice),
    ok(['token', 'approve', 'GOLD', charlie, '5'], bob),
    refused(2, /line 2/, ['token', 'distribute', 'GOLD', 'bad.txt'], bob),
    refused(2, /finer than/, ['token', 'transfer', 'GOLD', bob, '0.0000001'], charlie),
    refused(6, /SelfTransfer.*must differ/s, ['token', 'transfer', 'GOLD', charlie, '1 units'], charlie),
    refused(10, /Fund|balance|less/i, ['token', 'burn', 'GOLD', '1000'], dave),
  ]);
  const [allowance] = await ok(['token', 'allowances', 'GOLD', bob]);
  assert.deepEqual([allowance.spender, allowance['may take']], [address(charlie), '5000000']);
  await Promise.all([
    ok(['token', 'transfer-from', 'GOLD', bob, dave, '2'], charlie),
    ok(['token', 'transfer', 'GOLD', bob, '7.5'], alice),
    ok(['token', 'delegate', 'GOLD', alice], bob),
  ]);
  const votes = await ok(['token', 'votes', 'GOLD', alice]);
  assert.equal(votes.votes, String(1_000_000_000 - 3_500_000 - 7_500_000 + 20_500_000 - 2_000_000 + 7_500_000));
  assert.equal((await ok(['token', 'votes', 'GOLD', alice, '--at', '0'])).votes, '0');
  await refused(7, /not over/, ['token', 'votes', 'GOLD', alice, '--at', '4000000000']);
});

test('labscape token: permits, rules, admin', async () => {
  await ok(['token', 'permit', 'sign', 'GOLD', '--spender', dave, '--amount', '3', '--out', 'permit.json'], alice);
  const permit = JSON.parse(readFileSync(join(folder, 'permit.json'), 'utf8'));
  writeFileSync(join(folder, 'forged.json'), JSON.stringify({ ...permit, permits: { ...permit.permits, amount: '3000001' } }));
  writeFileSync(join(folder, 'elsewhere.json'), JSON.stringify({ ...permit, genesis: `0x${'11'.repeat(32)}` }));
  await refused(4, /another chain/, ['token', 'permit', 'submit', 'elsewhere.json'], bob);
  await refused(6, /BadSignature/, ['token', 'permit', 'submit', 'forged.json'], bob);
  await ok(['token', 'permit', 'submit', 'permit.json'], bob);
  await Promise.all([
    refused(6, /WrongNonce/, ['token', 'permit', 'submit', 'permit.json'], charlie),
    ok(['token', 'freeze', 'GOLD', dave], alice),
  ]);
  await Promise.all([
    refused(6, /AccountIsFrozen/, ['token', 'transfer', 'GOLD', bob, '1'], dave),
    refused(6, /MissingRole/, ['token', 'thaw', 'GOLD', dave], bob),
    ok(['token', 'role', 'grant', 'GOLD', 'pauser', bob], alice),
  ]);
  await Promise.all([ok(['token', 'pause', 'GOLD'], bob), ok(['token', 'admin', 'offer', 'GOLD', charlie], alice)]);
  await Promise.all([
    refused(6, /TokenPaused/, ['token', 'burn', 'GOLD', '1'], alice),
    ok(['token', 'admin', 'accept', 'GOLD'], charlie),
    refused(6, /NotPendingAdmin|NoTransfer/, ['token', 'admin', 'accept', 'GOLD'], dave),
  ]);
  assert.equal((await ok(['token', 'show', 'GOLD'])).admin, address(charlie));
  await ok(['token', 'unpause', 'GOLD'], bob);
});

test('labscape vesting: grant, claim, hand on, revoke', async () => {
  writeFileSync(join(folder, 'grants.txt'), `${address(dave)} 1 stepped:+1:+1:2\n${address(dave)} 2 linear:+0:+0:+30d transferable\n`);
  const [made, one] = await Promise.all([
    ok(['vesting', 'grant', '--file', 'grants.txt'], alice),
    ok(['vesting', 'grant', charlie, '3', '--curve', `milestones:${bob}:+1d:returns:1,2`, '--revocable'], charlie),
    refused(6, /AccountMissing.*existential/s, ['vesting', 'grant', freshAddress(), '3', '--curve', 'linear:+0:+0:+9'], bob),
    refused(2, /required|curve/, ['vesting', 'grant', bob, '3'], dave),
  ]);
  const ids = made.events.filter((e) => e.event === 'Vesting.Granted').map((e) => String(e.fields.schedule));
  const milestones = String(event(one, 'Vesting.Granted').schedule);
  assert.equal(ids.length, 2);
  const listed = await ok(['vesting', 'list', dave]);
  assert.deepEqual(listed.map((row) => row.schedule).sort(), [...ids].sort());
  const later = await ok(['vesting', 'show', ids[1], '--at', '+15d']);
  assert.match(later['vested then'], /^(99|100)\d+ at \d+ \(in 15 d\)$/);
  await Promise.all([
    ok(['vesting', 'transfer', ids[1], bob], dave),
    ok(['vesting', 'release', milestones], bob),
    refused(7, /nothing can be claimed/, ['vesting', 'claim'], bob),
    refused(6, /NotGranter/, ['vesting', 'revoke', ids[0]], charlie),
  ]);
  await Promise.all([
    ok(['vesting', 'claim', milestones], alice),
    ok(['vesting', 'claim', ids[0]], dave),
    refused(6, /UnknownSchedule/, ['vesting', 'claim', '9999'], bob),
  ]);
  const back = await ok(['vesting', 'revoke', milestones], charlie);
  assert.equal(String(event(back, 'Vesting.Cut').returned), '2000000000000');
  await refused(7, /no schedule/, ['vesting', 'show', milestones]);
});

test('labscape burn, issuance, votes; signing offline', async () => {
  const call = join(folder, 'burn.json');
  await ok(['burn', '5', '--memo', 'for the season', '--offline', call, '--account', address(dave)]);
  await refused(5, /this is for/, ['key', 'sign', call], alice);
  await ok(['key', 'sign', call], dave);
  const [sent] = await Promise.all([
    ok(['send', join(folder, 'burn.signed')]),
    refused(2, /memo has 129 bytes/, ['burn', '1', '--memo', 'x'.repeat(129)], bob),
    refused(10, /Fund|less/, ['burn', '999999999'], bob),
    refused(6, /ZeroAmount/, ['burn', '0'], charlie),
  ]);
  assert.equal(String(event(sent, 'Burning.BurnedVoluntarily').amount), '5000000000000');
  const ledger = await ok(['issuance']);
  assert.equal(BigInt(ledger.issuance), BigInt(ledger['at genesis']) + BigInt(ledger.minted) - BigInt(ledger.burned));
  assert.equal(ledger['burned by holders'], '5000000000000');
  await refused(7, /nothing is known of epoch/, ['issuance', '--epoch', '4000000']);
  assert.deepEqual(await ok(['act', 'list']), []);
  assert.deepEqual(await ok(['referendum', 'list']), []);
  await refused(7, /does not wait/, ['veto', '3'], alice);
  await refused(7, /no referendum 3/, ['vote', '3', 'aye', '1'], alice);
  await refused(2, /required|conviction/, ['vote', '3', 'aye'], alice);
  assert.match((await run(['help', 'vesting', 'grant'])).stdout, /Examples:.*milestones/s);
  assert.ok(!node.panicked, node.tail());
});

import { startDevNode } from './lib/node.mjs'; import { Rpc } from './lib/rpc.mjs'; import { Chain } from './lib/extrinsic.mjs'; import { pair } from './lib/accounts.mjs'; import { setTimeout as sleep } from 'node:timers/promises'; import { presign } from './bench/presign.mjs'; import { fund, loadAccount } from './bench/signers.mjs';
const n = await startDevNode(['--pool-limit','32768','--pool-kbytes','65536','--detailed-log-output','-l','txpool=info,basic_authorship=debug']); const one = await Rpc.connect(n.ws); const chain = await Chain.fromNode(one);
const S=Array.from({length:500},(_, i)=>loadAccount(i).address); const R=[loadAccount(1000000).address];
await fund(one, chain, pair('//Alice'), [...S,...R]);
const xs = await presign({ws:n.ws, first:0, senders:500, rounds:20, receivers:R, amount:1000000000n, threads:1});
console.log('push', xs.length); const t=Date.now(); const errs={}; for (let i=0;i<xs.length;i+=500) await Promise.all(xs.slice(i,i+500).map(h=>one.request('author_submitExtrinsic',[h]).catch(e=>errs[e.message.slice(0,60)]=(errs[e.message.slice(0,60)]??0)+1))); console.log('pushed in', Date.now()-t, errs);
await sleep(45000);
console.log(n.lines.filter(l=>/Prepared|Timeout|deadline|WARN|ERROR|panick/.test(l)).slice(-24).map(l=>l.slice(0,110)+' … '+l.slice(-70)).join('\n')); 
one.close(); await n.stop();

/** Providers, nodes and jobs on a chain without agents: what scheduling needs, and no more. */
import { UBC } from './accounts.mjs';

/** The smallest program: it answers with nothing. Nobody executes it here. */
const MODULE = `0x${[
  '0061736d01000000', // magic, version
  '010c0260017f017f60027f7f017e', // types
  '0303020001', // functions
  '050401010101', // memory: one page at most
  '072a03', // exports
  '066d656d6f727902000e6c616273636170655f696e70757400000c6c616273636170655f72756e0001',
  '0a0b02040041000b040042000b', // code
].join('')}`;

const ITEM_FUEL = 1_000_000;
const MAX_PRICE = 100_000_000n;
const DEADLINE_BLOCKS = 1_000;

/** The calls of a provider that brings one node to each of `labscapes`, and registers a program. */
export const providerCalls = (api, { labscapes, hotKey, units = 256, bond = 1_000_000n * UBC }) => [
  api.tx.posw.registerProgram(MODULE),
  api.tx.swarmStaking.register(bond, 0),
  ...labscapes.map((labscape) => api.tx.resources.registerNode({
    labscape,
    units,
    firstSlot: null,
    capacity: { cpuMilli: 1000 * units, memoryMib: 1024 * units, storageGib: 1000, bandwidthMbit: 10_000, gpus: 0, gpuModel: null },
    class: 'Server',
    rate: 1_000_000,
    hotKey: hotKey(labscape),
    endpoint: '',
  })),
];

/** The id of the program that a call registered. */
export const programOf = ({ events }) =>
  events.find(({ event }) => event.section === 'posw' && event.method === 'ProgramRegistered').event.data[0].toHex();

/** A job of one part and one member for `labscape`. */
export const jobCall = (api, { program, labscape, block, units = 4, items = 16 }) =>
  api.tx.resources.submitJob({
    program,
    inputsRoot: `0x${'01'.repeat(32)}`,
    items,
    itemFuel: ITEM_FUEL,
    maxPrice: MAX_PRICE,
    class: 'Standard',
    priority: 0,
    deadline: block + DEADLINE_BLOCKS,
    parts: 1,
    request: {
      shape: { units, cpuMilli: 1000, memoryMib: 512, storageGib: 0, bandwidthMbit: 0, gpu: 'None', models: 0 },
      gang: 1,
    },
    home: labscape,
    hardware: 'Edge',
  });

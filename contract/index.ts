/**
 * The contract: everything that workflow history may hold.
 *
 * A value in history is a **reference** (a kind and 100 random bits, which say nothing about what
 * it points to), a **routing code** (a word from a closed list), or a list of these. The guards in
 * `infra/temporal/guards/` refuse all else. The contract imports nothing, so that it loads alike in
 * the workflow sandbox, in the converters and in the portal.
 */
export * from './lists.ts';
export * from './grammar.ts';
export * from './shapes.ts';
export * from './policies.ts';
export * from './activities.ts';

/**
 * What the workflow bundle offers: export your workflows here, and list their names in
 * contract/lists.ts.
 */
export {};

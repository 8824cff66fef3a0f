/** Encrypted credentials of an organisation. */
export const secretTables = `
`

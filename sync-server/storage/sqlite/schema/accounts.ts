/** Second factors, passkeys, sign-in providers, mail links, and what a session says of its device. In the control file. */
export const accountTables = `
`

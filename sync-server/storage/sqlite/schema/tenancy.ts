/** Teams, invitations, public links and settings of an organisation. */
export const tenancyTables = `
`

/** Statements that let a role do to the tables of identity what identity does, to be run by their owner. */
export function identityGrants(role: string): readonly string[] {
  return [
    `GRANT USAGE ON SCHEMA zoqore_identity TO ${role};`,
    `REVOKE ALL ON ALL TABLES IN SCHEMA zoqore_identity FROM ${role};`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA zoqore_identity TO ${role};`,
    `REVOKE INSERT, UPDATE, DELETE ON zoqore_identity.__migrations FROM ${role};`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA zoqore_identity GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role};`,
  ];
}

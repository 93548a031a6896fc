/** Statements that let a role do to the tables of the runtime what the runtime does, to be run by their owner. */
export function runtimeGrants(role: string): readonly string[] {
  return [
    `GRANT USAGE ON SCHEMA zoqore_runtime TO ${role};`,
    `REVOKE ALL ON ALL TABLES IN SCHEMA zoqore_runtime FROM ${role};`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA zoqore_runtime TO ${role};`,
    `REVOKE INSERT, UPDATE, DELETE ON zoqore_runtime.__migrations FROM ${role};`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA zoqore_runtime GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role};`,
  ];
}

/** Thrown when the environment is not as it must be. Names variables, never their values. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly code = 'CONFIG_INVALID';
}

export type LauncherErrorCode =
  | 'LAUNCHER_BAD_OPTION'
  | 'LAUNCHER_ALREADY_RUNNING'
  | 'LAUNCHER_PORT_TAKEN'
  | 'LAUNCHER_NO_LOOPBACK'
  | 'LAUNCHER_PROGRAM_MISSING'
  | 'LAUNCHER_USER_MISSING'
  | 'LAUNCHER_FOLDER_OPEN'
  | 'LAUNCHER_PROCESS_FAILED';

/** Stops the launcher. The message tells the user at the console what to do, in one line. */
export class LauncherError extends Error {
  override name = 'LauncherError';
  readonly code: LauncherErrorCode;

  constructor(code: LauncherErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

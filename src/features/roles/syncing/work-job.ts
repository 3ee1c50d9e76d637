export const WORK_JOB = 'roles.work';

import { Icon } from '../../../core/web/components/icon.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { KEPT_BYTES } from '../file-limits.ts';

const FILE_MB = KEPT_BYTES / 1024 / 1024;

/**
 * Files for a message, inside a `<Form files>`. The script sends each to `uploadsTo` as soon as it is chosen, with its
 * progress, and leaves its id in the form; without it the files go with the form.
 */
export const UploadField = ({ page, uploadsTo }: { page: PageRequest; uploadsTo: string }) => {
  const names = page.form.all('attachmentName');
  return (
    <div
      class="talk-files"
      data-uploads={uploadsTo}
      data-most={String(MESSAGE_LIMITS.attachments)}
      data-most-bytes={String(KEPT_BYTES)}
    >
      <input id="field-files" name="files" type="file" multiple aria-describedby="help-files" />
      <label for="field-files">
        <Icon name="attach" />
        Attach files
      </label>
      <span class="help" id="help-files">
        Up to {MESSAGE_LIMITS.attachments} files of {FILE_MB} MB each.
      </span>
      <ul aria-label="Attached files">
        {page.form.all('attachmentId').map((id, index) => (
          <li data-name={names[index]}>
            <input type="hidden" name="attachmentId" value={id} />
            <input type="hidden" name="attachmentName" value={names[index] ?? ''} />
            {names[index] || 'A file'}
          </li>
        ))}
      </ul>
      <p class="field-problem" role="alert" data-problem></p>
    </div>
  );
};

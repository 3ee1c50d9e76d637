import { set } from '../state/store.ts';
import type { Attachment, Media } from '../state/wire.ts';
import { Icon } from './icons.tsx';

export const bytes = (n: number): string =>
  n < 1024 ? `${n} B` : n < 1_048_576 ? `${(n / 1024).toFixed(1)} KB` : `${(n / 1_048_576).toFixed(2)} MB`;

export const isImage = (type: string | null | undefined, name: string): boolean =>
  type ? type.startsWith('image/') : /\.(png|jpe?g|gif|webp|avif|svg)$/i.test(name);

/** Only http(s), blob and same-origin addresses are ever loaded or linked. */
export const safe = (url: string | undefined): string | undefined =>
  url && /^(https?:|blob:|\/)/i.test(url) ? url : undefined;

export function Picture({ media, alt, class: name = '' }: { media: Media; alt: string; class?: string }) {
  const url = safe(media.proxy_url ?? media.url);
  if (!url) return <span class="media-missing">{alt || 'image'} (no address)</span>;
  const ratio = media.width && media.height ? { aspectRatio: `${media.width} / ${media.height}` } : {};
  return (
    <button
      type="button"
      class={`picture ${name}`}
      aria-label={`Open image ${alt}`}
      onClick={(e: MouseEvent) =>
        set({
          lightbox: { url, name: alt, back: e.currentTarget instanceof HTMLElement ? e.currentTarget : null },
        })
      }
    >
      <img
        src={url}
        alt={alt}
        loading="lazy"
        style={ratio}
        onError={(e: Event) =>
          e.target instanceof HTMLElement && e.target.parentElement?.classList.add('broken')
        }
      />
    </button>
  );
}

export function FileCard({ name, size, url }: { name: string; size?: number; url?: string }) {
  return (
    <div class="file-card">
      <Icon name="file" size={28} />
      <span>
        <a href={safe(url)} target="_blank" rel="noopener noreferrer" download={name}>
          {name}
        </a>
        {size ? <small>{bytes(size)}</small> : null}
      </span>
    </div>
  );
}

export function Attachments({ list }: { list: Attachment[] }) {
  const images = list.filter((a) => isImage(a.content_type, a.filename));
  const rest = list.filter((a) => !images.includes(a));
  return (
    <div class="attachments">
      {images.length ? (
        <div class={`gallery gallery-${Math.min(images.length, 4)}`}>
          {images.map((a) => (
            <Picture key={a.id} media={a} alt={a.description ?? a.filename} />
          ))}
        </div>
      ) : null}
      {rest.map((a) =>
        a.content_type?.startsWith('video/') ? (
          // biome-ignore lint/a11y/useMediaCaption: the file is what someone uploaded; there is no caption track
          <video key={a.id} class="video" src={safe(a.url)} controls preload="metadata" />
        ) : a.content_type?.startsWith('audio/') ? (
          // biome-ignore lint/a11y/useMediaCaption: the file is what someone uploaded; there is no caption track
          <audio key={a.id} src={safe(a.url)} controls preload="metadata" />
        ) : (
          <FileCard key={a.id} name={a.filename} size={a.size} url={a.url} />
        ),
      )}
    </div>
  );
}

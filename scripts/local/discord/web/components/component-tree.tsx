import { hex } from '../state/selectors.ts';
import { useStore } from '../state/store.ts';
import { type Component, flags, has, type Media, type Message } from '../state/wire.ts';
import { FileCard, Picture } from './attachments.tsx';
import { ComponentButton } from './component-button.tsx';
import { Markdown } from './markdown.tsx';
import { MessageSelect } from './message-select.tsx';

/** `attachment://name` points at a file of the same message. */
function resolve(media: Media | undefined, message: Message): Media {
  const name = media?.url.startsWith('attachment://') ? media.url.slice(13) : null;
  const file = name ? message.attachments?.find((a) => a.filename === name) : undefined;
  return file ?? media ?? { url: '' };
}
const fileName = (url: string): string => decodeURIComponent(url.split('?')[0]?.split('/').pop() ?? 'file');

function Node({ node, message }: { node: Component; message: Message }) {
  switch (node.type) {
    case 1:
      return (
        <div class="action-row">
          {node.components?.map((child, i) => (
            <Node key={child.custom_id ?? String(i)} node={child} message={message} />
          ))}
        </div>
      );
    case 2:
      return <ComponentButton button={node} message={message} />;
    case 3:
    case 5:
    case 6:
    case 7:
    case 8:
      return <MessageSelect select={node} message={message} />;
    case 9:
      return (
        <div class="section">
          <div class="section-text">
            {node.components?.map((child) => (
              <Node node={child} message={message} />
            ))}
          </div>
          {node.accessory ? <Node node={node.accessory} message={message} /> : null}
        </div>
      );
    case 10:
      return <Markdown text={node.content ?? ''} />;
    case 11:
      return (
        <Picture
          media={resolve(node.media, message)}
          alt={node.description ?? 'Thumbnail'}
          class={`embed-thumb${node.spoiler ? ' blurred' : ''}`}
        />
      );
    case 12:
      return (
        <div class={`gallery gallery-${Math.min(node.items?.length ?? 1, 4)}`}>
          {node.items?.map((item) => (
            <Picture
              media={resolve(item.media, message)}
              alt={item.description ?? 'Image'}
              class={item.spoiler ? 'blurred' : ''}
            />
          ))}
        </div>
      );
    case 13: {
      const media = resolve(node.file, message);
      return <FileCard name={node.name ?? fileName(media.url)} size={node.size} url={media.url} />;
    }
    case 14:
      return (
        <hr
          class={`separator${node.spacing === 2 ? ' large' : ''}${node.divider === false ? ' plain' : ''}`}
        />
      );
    case 17:
      return (
        <div
          class={`container${node.spoiler ? ' blurred' : ''}`}
          style={{ borderInlineStartColor: node.accent_color ? hex(node.accent_color) : 'var(--embed-edge)' }}
        >
          {node.components?.map((child, i) => (
            <Node key={child.custom_id ?? String(i)} node={child} message={message} />
          ))}
        </div>
      );
    default:
      return <div class="unknown-component">Component type {node.type} is not drawn here.</div>;
  }
}

export function ComponentTree({ message }: { message: Message }) {
  const failed = useStore((s) => s.failed[message.id]);
  return (
    <div class={has(message.flags, flags.componentsV2) ? 'components v2' : 'components'}>
      {message.components?.map((node, i) => (
        <Node key={String(i)} node={node} message={message} />
      ))}
      <div class="component-error" role="alert" hidden={!failed} title={failed}>
        {failed ? `This interaction failed – ${failed}` : ''}
      </div>
    </div>
  );
}

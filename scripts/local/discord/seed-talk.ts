/** The demo guild's conversations: [channel, person, minutes before the seed's end, text, options]. */
export interface Line {
  channel: 'general' | 'workshop' | 'parts' | 'records' | 'support' | 'staff';
  who: string;
  text: string;
  /** A name to refer to this line by. */
  key?: string;
  replyTo?: string;
  photo?: true;
  /** Inside the thread opened on the line with this key. */
  thread?: string;
}

export const talk: Line[] = [
  {
    channel: 'general',
    who: 'ada',
    text: 'Morning all. The museum opens at ten, two school classes are booked for the floor.',
  },
  { channel: 'general', who: 'bruno', text: 'I will have the left row lit by half past nine.' },
  { channel: 'general', who: 'chiyo', text: 'Coffee machine is fixed. The real miracle of the week.' },
  { channel: 'general', who: 'emil', text: 'Is that going into the repair log? 😄' },
  { channel: 'general', who: 'ada', text: 'Only if somebody writes the part number down.' },
  {
    channel: 'general',
    who: 'fatima',
    text: 'Reminder: volunteer evening on Thursday, we re-rubber the Galaxy Runner.',
  },
  { channel: 'general', who: 'gus', text: 'Count me in, I bring the ultrasonic cleaner.' },
  { channel: 'general', who: 'dora', text: 'Can visitors watch? I have a cousin who would love to.' },
  { channel: 'general', who: 'fatima', text: 'Of course, up to six people.' },
  {
    channel: 'workshop',
    who: 'bruno',
    text: 'Started the weekly round. Thunder Alley, Galaxy Runner and Sea Serpent are on the bench list.',
    key: 'round',
  },
  {
    channel: 'workshop',
    who: 'emil',
    text: 'Thunder Alley: shop job done, new rubbers all round, playfield waxed.',
  },
  { channel: 'workshop', who: 'chiyo', text: 'Nice. How are the flippers on it?' },
  {
    channel: 'workshop',
    who: 'emil',
    text: 'Snappy. Rebuilt both with new links and end-of-stroke switches.',
  },
  {
    channel: 'workshop',
    who: 'dora',
    text: 'A visitor says Sea Serpent ate two of his balls and then went dark.',
    key: 'report',
  },
  {
    channel: 'workshop',
    who: 'bruno',
    text: 'Dark as in no lights at all, or only the playfield?',
    key: 'question',
    replyTo: 'report',
  },
  {
    channel: 'workshop',
    who: 'dora',
    text: 'Playfield and backbox dark, but the display still counts credits.',
    key: 'symptom',
    replyTo: 'question',
  },
  { channel: 'workshop', who: 'gus', text: 'By the way, who took the long magnetic screwdriver?' },
  { channel: 'workshop', who: 'chiyo', text: 'Guilty. It is on the blue trolley.' },
  {
    channel: 'workshop',
    who: 'bruno',
    text: 'Then it is the general illumination circuit. Fuse F106 first, then the connector behind it.',
    key: 'diagnosis',
    replyTo: 'symptom',
  },
  {
    channel: 'workshop',
    who: 'bruno',
    text: 'Cleaned the fuse clips of F106. The connector J115 behind them is burnt brown, two pins are loose. We need a new header for it. Photo below.',
    key: 'photo',
    photo: true,
    replyTo: 'diagnosis',
  },
  {
    channel: 'workshop',
    who: 'emil',
    text: 'Ouch. That one has been cooking for years. Fuse?',
    replyTo: 'photo',
  },
  {
    channel: 'workshop',
    who: 'bruno',
    text: 'Fuse F106 blown, too. Replaced it with the right 5 A slow-blow, but I will not switch it on with that connector.',
  },
  {
    channel: 'workshop',
    who: 'chiyo',
    text: 'We need a new header and the crimp housing for J115. 9 pins, 0.156 inch, keyed at pin 3.',
    key: 'part',
  },
  {
    channel: 'workshop',
    who: 'emil',
    text: 'None left in the drawer. I used the last one on Galaxy Runner in spring.',
    replyTo: 'part',
  },
  {
    channel: 'workshop',
    who: 'ada',
    text: 'Please put Sea Serpent out of order until it is done, and somebody order the parts.',
  },
  { channel: 'workshop', who: 'dora', text: 'Sign is on the machine.' },
  { channel: 'workshop', who: 'gus', text: 'And the two lost balls?', key: 'balls' },
  {
    channel: 'workshop',
    who: 'bruno',
    text: 'Stuck behind the trough opto, the light board there is dim. Cleaned it, both are back.',
    replyTo: 'balls',
  },
  {
    channel: 'workshop',
    who: 'chiyo',
    text: 'Galaxy Runner: left slingshot fires twice now and then. Leaf gap looks fine to me.',
    key: 'sling',
  },
  {
    channel: 'workshop',
    who: 'emil',
    text: 'Had that. The capacitor on the switch was cracked, easy to miss.',
    replyTo: 'sling',
  },
  {
    channel: 'workshop',
    who: 'chiyo',
    text: 'You are right, cracked. Swapped, three test games, no double hits.',
  },
  {
    channel: 'workshop',
    who: 'bruno',
    text: 'Thread for the Sea Serpent rebuild so that this channel stays readable.',
    key: 'rebuild',
  },
  {
    channel: 'workshop',
    who: 'bruno',
    text: 'Plan: desolder the header, check the traces, new header, new housing, load test for an hour.',
    thread: 'rebuild',
  },
  {
    channel: 'workshop',
    who: 'emil',
    text: 'Check the bridge rectifier while you are there, it sits next to the heat.',
    thread: 'rebuild',
  },
  {
    channel: 'workshop',
    who: 'bruno',
    text: 'Good point. It measures fine cold, I will look again after the load test.',
    thread: 'rebuild',
  },
  { channel: 'workshop', who: 'ada', text: 'What do I tell the visitors, days or weeks?', thread: 'rebuild' },
  { channel: 'workshop', who: 'bruno', text: 'Days, if the parts come by Wednesday.', thread: 'rebuild' },
  {
    channel: 'parts',
    who: 'chiyo',
    text: 'Stock check: 14 coil sleeves, 6 flipper bats, 3 ball guides, no 9-pin headers.',
  },
  { channel: 'parts', who: 'emil', text: 'We also ran out of 555 lamps in warm white.' },
  { channel: 'parts', who: 'fatima', text: 'Ordering today. Anything else for the list?', key: 'order' },
  {
    channel: 'parts',
    who: 'chiyo',
    text: 'Two 9-pin headers 0.156 with housing and pins for Sea Serpent, please.',
    replyTo: 'order',
  },
  { channel: 'parts', who: 'gus', text: 'One set of blue rubbers for Thunder Alley, the visitors notice.' },
  {
    channel: 'parts',
    who: 'fatima',
    text: 'Done. About 38 euros with shipping, should be here on Wednesday.',
  },
  { channel: 'parts', who: 'ada', text: 'Approved.' },
  {
    channel: 'support',
    who: 'hana',
    text: 'Hello, I left my scarf next to the machine with the green snake on it yesterday?',
  },
  { channel: 'support', who: 'dora', text: 'That is Sea Serpent. I have it at the desk, a red one?' },
  { channel: 'support', who: 'hana', text: 'Yes! Thank you so much, I will pick it up on Saturday.' },
  { channel: 'support', who: 'hana', text: 'Also, can one rent the hall for a birthday?', key: 'rent' },
  {
    channel: 'support',
    who: 'fatima',
    text: 'Yes, up to forty guests. I will send you the price list.',
    replyTo: 'rent',
  },
  {
    channel: 'support',
    who: 'ivo',
    text: 'My high score on Galaxy Runner is gone. It was 48 million on Sunday.',
  },
  {
    channel: 'support',
    who: 'gus',
    text: 'Sorry, we replaced its battery on Monday and the memory went with it. We keep the old list on paper, I will enter it again.',
  },
  { channel: 'support', who: 'ivo', text: 'You are heroes.' },
  {
    channel: 'staff',
    who: 'ada',
    text: 'Budget for November: 412 euros left for parts. Sea Serpent comes first.',
  },
  {
    channel: 'staff',
    who: 'bruno',
    text: 'I would like a thermal camera from the December budget. The burnt connectors would show before they burn.',
  },
  { channel: 'staff', who: 'fatima', text: 'I can ask the friends of the museum for a grant.' },
  {
    channel: 'staff',
    who: 'ada',
    text: 'Do, please. And let us keep complaints by name out of the public channels.',
  },
  {
    channel: 'general',
    who: 'gus',
    text: 'Someone just played 90 million on Thunder Alley. There is applause.',
  },
  { channel: 'general', who: 'emil', text: 'That is what new flippers do.' },
  { channel: 'general', who: 'hana', text: 'First time here, what a place!' },
  {
    channel: 'general',
    who: 'ada',
    text: 'Welcome, Hana. Ask anybody with a blue name if something sticks.',
  },
];

// Genres and styles: the names that Discogs publishes, with the number of times they occur in 1,000 releases and 1,000
// masters of the sample. Each style stands under the genre it occurs with most.
#include "wirespeed/discogs/generator_facts.hpp"

namespace wirespeed::discogs::generator {
namespace {

constexpr std::string_view kGenres[kGenreCount] = {"Electronic",
                                                   "Hip Hop",
                                                   "Jazz",
                                                   "Latin",
                                                   "Non-Music",
                                                   "Rock",
                                                   "Reggae",
                                                   "Funk / Soul",
                                                   "Classical",
                                                   "Blues",
                                                   "Pop",
                                                   "Children's",
                                                   "Folk, World, & Country",
                                                   "Stage & Screen",
                                                   "Brass & Military",
                                                   "Folk"};

// clang-format off
constexpr StyleFact kStyles[] = {
    // Electronic
    {0, "Techno", 134}, {0, "House", 133}, {0, "Experimental", 87}, {0, "Deep House", 76}, {0, "Tech House", 64},
    {0, "Synth-pop", 55}, {0, "Euro House", 52}, {0, "Electro", 52}, {0, "Trance", 41}, {0, "Ambient", 38},
    {0, "Minimal", 37}, {0, "Abstract", 34}, {0, "Progressive House", 34}, {0, "Downtempo", 31}, {0, "Breakbeat", 29},
    {0, "Industrial", 22}, {0, "Drum n Bass", 18}, {0, "IDM", 17}, {0, "Noise", 17}, {0, "Lo-Fi", 17},
    {0, "Acid", 16}, {0, "Drone", 14}, {0, "Progressive Trance", 13}, {0, "Hard Trance", 13}, {0, "Dub Techno", 10},
    {0, "Hardstyle", 9}, {0, "Dubstep", 8}, {0, "Modern Classical", 8}, {0, "Dark Ambient", 7}, {0, "Hip Hop", 7},
    {0, "Happy Hardcore", 7}, {0, "Breaks", 6}, {0, "Garage House", 6}, {0, "Field Recording", 6},
    {0, "Hard House", 6}, {0, "Italodance", 6}, {0, "Tribal House", 5}, {0, "Italo-Disco", 5}, {0, "New Age", 5},
    {0, "EBM", 5}, {0, "Tribal", 5}, {0, "Minimal Techno", 5}, {0, "Electro House", 5}, {0, "Chiptune", 5},
    {0, "Acid House", 5}, {0, "Eurodance", 5}, {0, "Rhythmic Noise", 5}, {0, "Broken Beat", 4}, {0, "Leftfield", 4},
    {0, "Trip Hop", 4}, {0, "Italo House", 4}, {0, "Grime", 4}, {0, "Speed Garage", 4}, {0, "Breakcore", 4},
    {0, "Jungle", 4}, {0, "Bleep", 4}, {0, "Hip-House", 3}, {0, "Darkwave", 3}, {0, "Hi NRG", 3}, {0, "Freestyle", 3},
    {0, "Dance-pop", 3}, {0, "Gabber", 3}, {0, "Glitch", 3}, {0, "Bass Music", 3}, {0, "Deep Techno", 2},
    {0, "Power Electronics", 2}, {0, "Jumpstyle", 2}, {0, "Neo-Classical", 2}, {0, "Musique Concrète", 2},
    {0, "Future Jazz", 2}, {0, "Harsh Noise Wall", 2}, {0, "Reggae-Pop", 2}, {0, "Acid Jazz", 2}, {0, "Cut-up/DJ", 2},
    {0, "Witch House", 2}, {0, "Speedcore", 2}, {0, "Euro-Disco", 2}, {0, "UK Garage", 2}, {0, "Jazzdance", 2},
    {0, "Tech Trance", 1}, {0, "Schranz", 1}, {0, "Chillwave", 1}, {0, "Bhangra", 1}, {0, "New Beat", 1},
    {0, "Latin", 1}, {0, "Nu-Disco", 1}, {0, "Boogie", 1}, {0, "Goa Trance", 1}, {0, "Ragga", 1}, {0, "P.Funk", 1},
    {0, "Turntablism", 1}, {0, "Ghetto", 1}, {0, "Berlin-School", 1}, {0, "Hands Up", 1}, {0, "Hard Techno", 1},
    {0, "Vaporwave", 1}, {0, "Synthwave", 1}, {0, "Electroclash", 1}, {0, "Psy-Trance", 1},
    // Hip Hop
    {1, "RnB/Swing", 14}, {1, "Gangsta", 9}, {1, "Conscious", 6}, {1, "Pop Rap", 6}, {1, "Instrumental", 5},
    {1, "DJ Battle Tool", 2}, {1, "Contemporary R&B", 1}, {1, "Boom Bap", 1}, {1, "Hardcore Hip-Hop", 1},
    {1, "Hiplife", 1}, {1, "Jazzy Hip-Hop", 1},
    // Jazz
    {2, "Easy Listening", 25}, {2, "Contemporary Jazz", 14}, {2, "Cool Jazz", 10}, {2, "Big Band", 10},
    {2, "Swing", 9}, {2, "Jazz-Funk", 8}, {2, "Soul-Jazz", 8}, {2, "Free Improvisation", 7}, {2, "Fusion", 6},
    {2, "Free Jazz", 6}, {2, "Latin Jazz", 6}, {2, "Dixieland", 6}, {2, "Jazz-Rock", 5}, {2, "Avant-garde Jazz", 3},
    {2, "Afrobeat", 3}, {2, "Hard Bop", 2}, {2, "Post Bop", 2}, {2, "Bop", 2}, {2, "Smooth Jazz", 2},
    {2, "Zydeco", 1}, {2, "Modal", 1}, {2, "Lounge", 1},
    // Latin
    {3, "Flamenco", 6}, {3, "MPB", 6}, {3, "Cha-Cha", 6}, {3, "Bolero", 6}, {3, "Mambo", 5}, {3, "Samba", 5},
    {3, "Rumba", 4}, {3, "Son", 4}, {3, "Afro-Cuban", 3}, {3, "Salsa", 3}, {3, "Charanga", 3}, {3, "Guaguancó", 2},
    {3, "Tango", 2}, {3, "Danzon", 2}, {3, "Indian Classical", 1}, {3, "Cumbia", 1}, {3, "Ranchera", 1},
    {3, "Mariachi", 1}, {3, "Plena", 1}, {3, "Bossanova", 1}, {3, "Corrido", 1}, {3, "Forró", 1}, {3, "Cubano", 1},
    {3, "Sonero", 1}, {3, "Bachata", 1}, {3, "Reggaeton", 1}, {3, "Pachanga", 1}, {3, "Trova", 1}, {3, "Guaracha", 1},
    {3, "Jibaro", 1},
    // Non-Music
    {4, "Spoken Word", 7}, {4, "Comedy", 5}, {4, "Radioplay", 3}, {4, "Poetry", 2}, {4, "Education", 1},
    {4, "Sound Art", 1}, {4, "Educational", 1}, {4, "Monolog", 1}, {4, "Interview", 1},
    // Rock
    {5, "Pop Rock", 106}, {5, "Punk", 72}, {5, "Hardcore", 71}, {5, "Alternative Rock", 59}, {5, "Indie Rock", 50},
    {5, "Rock & Roll", 45}, {5, "Heavy Metal", 36}, {5, "Hard Rock", 30}, {5, "Psychedelic Rock", 27},
    {5, "Folk Rock", 24}, {5, "Black Metal", 24}, {5, "Classic Rock", 24}, {5, "New Wave", 22},
    {5, "Garage Rock", 20}, {5, "Death Metal", 19}, {5, "Prog Rock", 18}, {5, "Soft Rock", 13}, {5, "Doom Metal", 13},
    {5, "Thrash", 12}, {5, "Blues Rock", 12}, {5, "Stoner Rock", 11}, {5, "Country Rock", 11}, {5, "Acoustic", 11},
    {5, "Goth Rock", 10}, {5, "Avantgarde", 9}, {5, "Post Rock", 9}, {5, "Grunge", 8}, {5, "Emo", 8},
    {5, "Rockabilly", 8}, {5, "Grindcore", 8}, {5, "Beat", 8}, {5, "Ska", 7}, {5, "Metalcore", 7}, {5, "Surf", 7},
    {5, "Art Rock", 6}, {5, "Post-Punk", 6}, {5, "Power Pop", 6}, {5, "Brit Pop", 6}, {5, "Speed Metal", 5},
    {5, "Glam", 5}, {5, "Progressive Metal", 5}, {5, "Oi", 4}, {5, "Symphonic Rock", 4}, {5, "Shoegaze", 4},
    {5, "Doo Wop", 4}, {5, "Post-Hardcore", 3}, {5, "Funk Metal", 3}, {5, "Nu Metal", 3}, {5, "Crust", 3},
    {5, "Arena Rock", 3}, {5, "Power Metal", 3}, {5, "Southern Rock", 3}, {5, "Melodic Hardcore", 2},
    {5, "Space Rock", 2}, {5, "Gothic Metal", 2}, {5, "Mod", 2}, {5, "Krautrock", 2}, {5, "Pop Punk", 2},
    {5, "Neofolk", 2}, {5, "Sludge Metal", 2}, {5, "Parody", 2}, {5, "Acid Rock", 2}, {5, "Psychobilly", 2},
    {5, "Viking Metal", 1}, {5, "Melodic Death Metal", 1}, {5, "Folk Metal", 1}, {5, "Deathcore", 1},
    {5, "Persian Classical", 1}, {5, "Music Hall", 1}, {5, "Aboriginal", 1}, {5, "Modern Electric Blues", 1},
    {5, "Twist", 1}, {5, "Ethereal", 1}, {5, "AOR", 1},
    // Reggae
    {6, "Dub", 18}, {6, "Roots Reggae", 7}, {6, "Dancehall", 6}, {6, "Reggae", 5}, {6, "Lovers Rock", 1},
    {6, "Soca", 1}, {6, "Rocksteady", 1}, {6, "Reggae Gospel", 1},
    // Funk / Soul
    {7, "Soul", 49}, {7, "Disco", 43}, {7, "Rhythm & Blues", 35}, {7, "Funk", 18}, {7, "Religious", 6},
    {7, "New Jack Swing", 3}, {7, "Psychedelic", 2}, {7, "Neo Soul", 1},
    // Classical
    {8, "Romantic", 27}, {8, "Classical", 16}, {8, "Baroque", 14}, {8, "Contemporary", 13}, {8, "Modern", 7},
    {8, "Opera", 6}, {8, "Zarzuela", 4}, {8, "Choral", 3}, {8, "Renaissance", 3}, {8, "Appalachian Music", 1},
    {8, "Operetta", 1}, {8, "Impressionist", 1}, {8, "Ottoman Classical", 1}, {8, "Brass Band", 1},
    // Blues
    {9, "Country Blues", 4}, {9, "Chicago Blues", 2}, {9, "Texas Blues", 2}, {9, "Delta Blues", 1},
    {9, "Electric Blues", 1},
    // Pop
    {10, "Vocal", 55}, {10, "Chanson", 37}, {10, "Ballad", 36}, {10, "Europop", 28}, {10, "Schlager", 18},
    {10, "Novelty", 9}, {10, "Indie Pop", 6}, {10, "J-pop", 4}, {10, "Nordic", 2}, {10, "Kayōkyoku", 2},
    {10, "Light Music", 2}, {10, "City Pop", 1}, {10, "Bollywood", 1}, {10, "Bubblegum", 1}, {10, "Post-Modern", 1},
    // Children's
    {11, "Story", 3},
    // Folk, World, & Country
    {12, "Country", 42}, {12, "Folk", 27}, {12, "African", 16}, {12, "Bluegrass", 10}, {12, "Gospel", 7},
    {12, "Éntekhno", 4}, {12, "Cajun", 3}, {12, "Volksmusik", 3}, {12, "Laïkó", 3}, {12, "Political", 2},
    {12, "Fado", 2}, {12, "Hindustani", 2}, {12, "Highlife", 2}, {12, "Polka", 2}, {12, "Romani", 2},
    {12, "Soukous", 2}, {12, "Zemer Ivri", 1}, {12, "Pacific", 1},
    // Stage & Screen
    {13, "Soundtrack", 31}, {13, "Score", 12}, {13, "Theme", 6}, {13, "Musical", 4},
    // Brass & Military
    {14, "Marches", 3}, {14, "Pipe & Drum", 1},
};
// clang-format on

}  // namespace

std::span<const std::string_view> genre_names() noexcept { return kGenres; }
std::span<const StyleFact> known_styles() noexcept { return kStyles; }

}  // namespace wirespeed::discogs::generator

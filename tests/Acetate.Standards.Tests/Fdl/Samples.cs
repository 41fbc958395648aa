using System.Text.Json.Nodes;

namespace Acetate.Standards.Tests.Fdl;

/// <summary>Lists of our own that use all that the standard has.</summary>
internal static class Samples
{
    /// <summary>Every member that a version knows.</summary>
    public static JsonObject Full(string version = "2.0.1")
    {
        var root = JsonNode.Parse(Text)!.AsObject();
        if (version.StartsWith('2')) return root;
        root["version"] = new JsonObject { ["major"] = version == "1.0" ? 1 : 0, ["minor"] = version == "1.0" ? 0 : 1 };
        root.Remove("_note");
        foreach (var context in root["contexts"]!.AsArray()) context!.AsObject().Remove("clip_id");
        return root;
    }

    public const string Text = """
        {
          "uuid": "9a1e3c5f-0000-4000-8000-00000000000a",
          "version": { "major": 2, "minor": 0 },
          "fdl_creator": "camera test",
          "default_framing_intent": "FI1",
          "framing_intents": [
            { "label": "2.39:1", "id": "FI1", "aspect_ratio": { "width": 239, "height": 100 }, "protection": 0.1 },
            { "label": "16:9", "id": "FI2", "aspect_ratio": { "width": 16, "height": 9 } }
          ],
          "contexts": [
            {
              "label": "A camera",
              "context_creator": "DIT",
              "clip_id": { "clip_name": "A001C001", "sequence": { "value": "A001C001.####.exr", "idx": "#", "min": 0, "max": 99 } },
              "canvases": [
                {
                  "label": "Open gate",
                  "id": "CV1",
                  "source_canvas_id": "CV1",
                  "dimensions": { "width": 4448, "height": 3096 },
                  "effective_dimensions": { "width": 4400, "height": 3000 },
                  "effective_anchor_point": { "x": 24.0, "y": 48.0 },
                  "photosite_dimensions": { "width": 4448, "height": 3096 },
                  "physical_dimensions": { "width": 36.7, "height": 25.54 },
                  "anamorphic_squeeze": 1.3,
                  "framing_decisions": [
                    {
                      "label": "2.39:1",
                      "id": "CV1-FI1",
                      "framing_intent_id": "FI1",
                      "dimensions": { "width": 3960.0, "height": 2154.5 },
                      "anchor_point": { "x": 244.0, "y": 470.75 },
                      "protection_dimensions": { "width": 4400.0, "height": 2394.0 },
                      "protection_anchor_point": { "x": 24.0, "y": 351.0 }
                    }
                  ]
                }
              ]
            },
            { "label": "B camera", "clip_id": { "clip_name": "B001C001", "file": "B001C001.mov" }, "canvases": [] }
          ],
          "canvas_templates": [
            {
              "label": "VFX pull",
              "id": "T1",
              "target_dimensions": { "width": 3840, "height": 2160 },
              "target_anamorphic_squeeze": 1.0,
              "fit_source": "framing_decision.dimensions",
              "fit_method": "fit_all",
              "alignment_method_vertical": "center",
              "alignment_method_horizontal": "center",
              "preserve_from_source_canvas": "framing_decision.protection_dimensions",
              "maximum_dimensions": { "width": 5000, "height": 4000 },
              "pad_to_maximum": false,
              "round": { "even": "even", "mode": "up" }
            }
          ],
          "_note": { "by": ["hand", 1.50] }
        }
        """;
}

/// <summary>SplitMix64: the same numbers for a seed, everywhere and forever.</summary>
internal sealed class Dice(ulong state)
{
    public int Next(int below)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)below);
    }
}

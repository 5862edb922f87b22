package overlay

import "tryggled/internal/lang"

// questions are what a report counts, in the order of the report. Counts of missing values say
// what stands in for them.
var questions = []question{
	{Lamp, false, "height_m", lang.T("höjden saknas: räknas efter fästet, på stolpe %s m", "the height is missing: taken by the mounting, on a pole %s m", lang.Decimal(LampDefaults[0].HeightM, 0)), func(o Object) bool {
		return o.Props.HeightM == 0
	}},
	{Lamp, false, "lumens", lang.T("ljusflöde och effekt saknas: räknas efter fästet, på stolpe %s lm", "flux and power are missing: taken by the mounting, on a pole %s lm", lang.Decimal(LampDefaults[0].Lumens, 0)), func(o Object) bool {
		return o.Props.Lumens == 0 && o.Props.Watts == 0
	}},
	{Lamp, false, "lumens_by_watts", lang.T("ljusflödet saknas: räknas ur effekt och ljuskälla", "the flux is missing: worked out of power and type of lamp"), func(o Object) bool {
		return o.Props.Lumens == 0 && o.Props.Watts > 0
	}},
	{Lamp, false, "status", lang.T("status saknas: räknas som hel", "the status is missing: counts as working"), func(o Object) bool {
		return o.Props.Status == StatusUnknown
	}},
	{Lamp, false, "mount", lang.T("fästet saknas: räknas som stolpe", "the mounting is missing: counts as a pole"), func(o Object) bool {
		return o.Props.Mount == ""
	}},
	{Lamp, false, "owner", lang.T("ägaren saknas: arbetslistan kan inte skickas till någon", "the owner is missing: work lists cannot be sent to anybody"), func(o Object) bool {
		return o.Props.Owner == ""
	}},
	{Lamp, false, "pole", lang.T("stolpnumret saknas: utfört arbete kan inte läsas tillbaka", "the pole number is missing: work done cannot be read back"), func(o Object) bool {
		return o.Props.Pole == ""
	}},
	{Lamp, true, "broken", lang.T("trasiga: lyser inte", "broken: give no light"), func(o Object) bool {
		return o.Props.Status == Broken
	}},
	{Lamp, true, "dimmed", lang.T("dimmade eller släckta någon del av natten", "dimmed or out for a part of the night"), func(o Object) bool {
		return len(o.Props.Dimming) > 0
	}},

	{Vegetation, false, "height_m", lang.T("höjden saknas: räknas efter växtslaget", "the height is missing: taken by the class"), func(o Object) bool {
		return o.Props.HeightM == 0
	}},
	{Vegetation, false, "crown_base_m", lang.T("kronans underkant saknas: räknas efter växtslaget", "the base of the crown is missing: taken by the class"), func(o Object) bool {
		return o.Props.CrownBaseM == nil
	}},
	{Vegetation, false, "density", lang.T("tätheten saknas: räknas efter växtslaget", "the density is missing: taken by the class"), func(o Object) bool {
		return o.Props.Density == 0
	}},
	{Vegetation, false, "evergreen", lang.T("det är okänt om den är vintergrön: räknas efter växtslaget", "whether it is evergreen is unknown: taken by the class"), func(o Object) bool {
		return o.Props.Evergreen == nil
	}},
	{Vegetation, false, "spread_m", lang.T("ensamma växter utan kronbredd: räknas efter växtslaget", "single plants without a width of crown: taken by the class"), func(o Object) bool {
		return single(o) && o.Props.SpreadM == 0
	}},
	{Vegetation, true, "protected", lang.T("skyddade: får inte klippas utan dispens", "protected: must not be cut without leave"), func(o Object) bool {
		return o.Props.Protected != ""
	}},

	{Camera, false, "bearing_deg", lang.T("riktningen är okänd: vyn räknas som möjlig, inte som täckt", "the direction is unknown: the view counts as possible, not as covered"), func(o Object) bool {
		return !o.sound().DirectionKnown()
	}},
	{Camera, false, "height_m", lang.T("höjden saknas: räknas som %s m", "the height is missing: taken as %s m", lang.Decimal(CameraHeightM, 0)), func(o Object) bool {
		return o.Props.HeightM == 0
	}},
	{Camera, false, "field_deg", lang.T("bildvinkeln saknas: räknas som %s grader", "the field of view is missing: taken as %s degrees", lang.Decimal(CameraFieldDeg, 0)), func(o Object) bool {
		return o.Props.FieldDeg == 0
	}},
	{Camera, false, "width_px", lang.T("bildens bredd saknas: räknas som %s pixlar", "the picture's width is missing: taken as %s pixels", lang.Decimal(CameraWidthPx, 0)), func(o Object) bool {
		return o.Props.WidthPx == 0
	}},
	{Camera, false, "operator", lang.T("det är okänt vem som bevakar", "who watches is unknown"), func(o Object) bool {
		return o.Props.Operator == ""
	}},
	{Camera, false, "legal_basis", lang.T("noteringen om intresseavvägning saknas", "the note on the balance of interests is missing"), func(o Object) bool {
		return o.Props.LegalBasis == ""
	}},

	{Building, false, "height_m", lang.T("höjden saknas: murar räknas som %s m, byggnader skymmer alltid", "the height is missing: walls are taken as %s m, buildings always hide", lang.Decimal(WallHeightM, 0)), func(o Object) bool {
		return o.Props.HeightM == 0
	}},
	{Building, true, "dwelling", lang.T("med bostäder", "where people live"), func(o Object) bool {
		return o.Props.Dwelling
	}},
}

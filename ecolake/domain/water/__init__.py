"""Surface water: trends that come before a class falls. Classes themselves are SQL (`dbt_project/macros/water_class.sql`)."""
